import { encodingSettings } from './encoding/settings.ts';
import { modelSettings } from './models/settings.ts';

/** Settings that only the teacher has, besides those of every service. */
export const teacherSettings = { ...modelSettings, encoding: encodingSettings };
