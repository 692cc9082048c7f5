import { invalidArgument } from '@optical/errors';

/** Throws invalid-argument unless rho, the weight of the marginals' KL terms, is positive and finite. */
export function checkedRelaxation(relaxation: number): number {
  if (!(relaxation > 0 && Number.isFinite(relaxation)))
    throw invalidArgument({ field: 'relaxation', description: `${relaxation} is not a positive finite number` });
  return relaxation;
}
