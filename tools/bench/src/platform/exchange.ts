/** One short query and its tokens: about the smallest exchange that the system really has. */
export const request = {
  vocabulary: 'vocabulary/bench',
  language: 'en',
  texts: ['when did the last glacial period end in northern europe'],
};

export const reply = {
  texts: [{ ids: Array.from({ length: 14 }, (_, index) => 1000 + index) }],
};
