/** Settings that only the teacher has, besides those of every service. */
export const teacherSettings = {};
