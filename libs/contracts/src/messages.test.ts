import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MessageTypeDefinition } from '@grpc/proto-loader';
import fc from 'fast-check';
import type { Tensor, Tensor__Output } from './generated/messages/common.ts';
import type { CreateJobRequest, CreateJobRequest__Output } from './generated/messages/distiller.ts';
import { loadContract } from './index.ts';

const tensor = loadContract('teacher').packageDefinition['optical.common.v1.Tensor'] as MessageTypeDefinition<
  Tensor,
  Tensor__Output
>;
const createJob = loadContract('distiller').packageDefinition[
  'optical.distiller.v1.CreateJobRequest'
] as MessageTypeDefinition<CreateJobRequest, CreateJobRequest__Output>;

const throughWire = (request: CreateJobRequest) => createJob.deserialize(createJob.serialize(request));

describe('messages on the wire', () => {
  it('keep shape, type, scale and every byte of a tensor', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('DTYPE_F32', 'DTYPE_F16', 'DTYPE_I8'),
        fc.float({ noNaN: true }),
        fc.uint8Array(),
        (shape, dtype, scale, bytes) => {
          const received = tensor.deserialize(tensor.serialize({ shape, dtype, scale, data: bytes }));
          assert.deepEqual({ ...received }, { shape, dtype, scale, data: Buffer.from(bytes) });
        },
      ),
    );
  });

  it('fill fields that were left out with their proto3 defaults', () => {
    const { requestId, spec, validateOnly } = throughWire({});
    assert.deepEqual({ requestId, spec, validateOnly }, { requestId: '', spec: null, validateOnly: false });
  });

  it('tell an optional number that is 0 from one that was left out', () => {
    assert.equal(throughWire({ spec: { optimizer: { weightDecay: 0 } } }).spec?.optimizer?.weightDecay, 0);
    assert.equal(throughWire({ spec: { optimizer: {} } }).spec?.optimizer?.weightDecay, undefined);
  });

  it('name the kind of job that a specification chose', () => {
    const objectives = [{ objective: 'OBJECTIVE_OT_SINKHORN', transport: { iterations: 50 } }] as const;
    const spec = throughWire({ spec: { seed: 7, student: { objectives: [...objectives] } } }).spec;
    assert.equal(spec?.kind, 'student');
    assert.equal(spec.student?.objectives[0]?.objective, 'OBJECTIVE_OT_SINKHORN');
    assert.equal(spec.student.objectives[0].settings, 'transport');
  });

  it('keep integers exact up to 2^53', () => {
    const steps = Number.MAX_SAFE_INTEGER;
    assert.equal(throughWire({ spec: { schedule: { steps } } }).spec?.schedule?.steps, steps);
  });
});
