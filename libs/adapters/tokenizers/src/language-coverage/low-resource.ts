/** Where a language begins to count as low-resource for a vocabulary. */
export const lowResourceLimits = { unknownRate: 0.01, tokensPerWord: 2, referenceCoverage: 0.98 } as const;

/** The rule in words, as reports carry it. */
export const lowResourceRule =
  `low-resource: more than ${lowResourceLimits.unknownRate * 100} % of the tokens are unknown, ` +
  `or a word takes more than ${lowResourceLimits.tokensPerWord} tokens on average, ` +
  `or less than ${lowResourceLimits.referenceCoverage * 100} % of the tokens occur in the reference texts (where there are some)`;

/** Applies the rule. */
export function isLowResource(measured: {
  readonly unknownRate: number;
  readonly tokensPerWord: number;
  readonly referenceCoverage?: number | undefined;
}): boolean {
  return (
    measured.unknownRate > lowResourceLimits.unknownRate ||
    measured.tokensPerWord > lowResourceLimits.tokensPerWord ||
    (measured.referenceCoverage ?? 1) < lowResourceLimits.referenceCoverage
  );
}
