import type { AlarmAction, AlarmKind, Objective } from '@optical/contracts/distiller';
import { alarmKinds, objectiveNames } from '@optical/distillation';
import type { AlarmKind as AlarmName, AlarmAction as ActionName, ObjectiveName } from '@optical/distillation';

/** `OBJECTIVE_OT_SINKHORN` for `ot-sinkhorn`. */
const wireName = (prefix: string, name: string): string => `${prefix}_${name.replaceAll('-', '_').toUpperCase()}`;

const byWireName = <Name extends string>(prefix: string, names: readonly Name[]): ReadonlyMap<string, Name> =>
  new Map(names.map((name) => [wireName(prefix, name), name]));

const objectives = byWireName('OBJECTIVE', objectiveNames);
const kinds = byWireName('ALARM_KIND', alarmKinds);
const actions = byWireName<ActionName>('ALARM_ACTION', ['mark', 'stop', 'ignore']);

/** Undefined for no objective. */
export const objectiveOf = (objective: Objective): ObjectiveName | undefined => objectives.get(String(objective));
export const alarmKindOf = (kind: AlarmKind): AlarmName | undefined => kinds.get(String(kind));
export const alarmActionOf = (action: AlarmAction): ActionName | undefined => actions.get(String(action));

export const wireAlarmKind = (kind: AlarmName): AlarmKind => wireName('ALARM_KIND', kind) as AlarmKind;
export const wireAlarmAction = (action: ActionName): AlarmAction => wireName('ALARM_ACTION', action) as AlarmAction;
