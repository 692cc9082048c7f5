import { requireName } from '@optical/artifacts';
import type { ImportModelRequest__Output } from '@optical/contracts/teacher';
import { publishModel } from '@optical/encoding';
import { invalidArgument } from '@optical/errors';
import type { FieldViolation } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { copyModelFiles } from '../models/copy-model-files.ts';
import { requireLanguage } from '../models/language.ts';
import { describeModel } from '../models/registered-model.ts';
import type { ModelRegistry } from '../models/registered-model.ts';
import { locateModel } from '../models/places/locate-model.ts';
import type { ModelPlaces } from '../models/places/locate-model.ts';

/** Registers the model of a directory below the configured folders, or a known one of the hub. */
export const importModel =
  (registry: ModelRegistry, places: ModelPlaces): ServiceHandlers<'teacher'>['importModel'] =>
  async (request, { signal }) => {
    const name = requireName(request.name);
    const { purpose, retrieval, languages } = readRequest(request);
    const { directory, pin, isFetched } = await locateModel(places, request.directory, { signal });
    const artifact = await publishModel(registry.artifacts, {
      name,
      purpose,
      source: (folder) => copyModelFiles(directory, folder, signal),
      languages: languages.length === 0 ? (pin?.languages ?? []) : languages,
      retrieval,
      signal,
      ...(pin && isFetched && { lineage: { configuration: { repository: pin.repository, revision: pin.revision } } }),
    });
    return { model: await describeModel(registry, artifact) };
  };

function readRequest(request: ImportModelRequest__Output) {
  const { kind, queryTokens, passageTokens, queryAugmentation } = request;
  if (kind === 'MODEL_KIND_STUDENT') {
    throw invalidArgument({
      field: 'kind',
      description: 'a student is made by distillation; import a teacher or a base',
    });
  }
  const violations = [
    ...lengthViolations('query_tokens', queryTokens, 4),
    ...lengthViolations('passage_tokens', passageTokens, 8),
  ];
  const [first, ...others] = violations;
  if (first !== undefined) throw invalidArgument(first, ...others);
  const purpose: 'base' | 'teacher' = kind === 'MODEL_KIND_BASE' ? 'base' : 'teacher';
  return {
    purpose,
    languages: request.languages.map((tag, index) => requireLanguage(tag, `languages[${index}]`)),
    retrieval: {
      ...(queryTokens !== 0 && { queryTokens }),
      ...(passageTokens !== 0 && { passageTokens }),
      ...(queryAugmentation !== undefined && { queryAugmentation }),
    },
  };
}

const longest = 512;

function lengthViolations(field: string, value: number, least: number): FieldViolation[] {
  if (value === 0 || (value >= least && value <= longest)) return [];
  return [{ field, description: `${value} is not from ${least} to ${longest}` }];
}
