import { notFound, OpticalError } from '@optical/errors';

/** What is wrong with a stored file: `tensor` when it is about one tensor, `problem` with the value met and the one expected. */
export interface FileProblem {
  readonly file: string;
  readonly tensor?: string;
  readonly problem: string;
}

/** The bytes are torn, truncated, oversized or otherwise not what any writer produces: kind `data-loss`. */
export function damaged(problem: FileProblem, cause?: unknown): OpticalError {
  return new OpticalError('data-loss', describe(problem), {}, { cause });
}

/** The file is sound but not what the caller needs of it, a shape for example: kind `failed-precondition`. */
export function mismatched(problem: FileProblem): OpticalError {
  return new OpticalError('failed-precondition', describe(problem));
}

/** The file is sound and asks for something that this project does not have: kind `unimplemented`. */
export function unsupported(problem: FileProblem): OpticalError {
  return new OpticalError('unimplemented', describe(problem));
}

/** An error of the operating system in the caller's terms; anything else is returned as it is. */
export function fromSystemError(file: string, error: unknown): unknown {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return notFound('file', file);
    case 'EISDIR':
      return mismatched({ file, problem: 'is a directory, expected a file' });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new OpticalError('permission-denied', `${file}: permission denied`, {}, { cause: error });
    case 'ENOSPC':
    case 'EDQUOT':
      return new OpticalError('exhausted', `${file}: no space left on the device`, {}, { cause: error });
    default:
      return error;
  }
}

/** The code of an error of the operating system, `ENOENT` for example. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function describe({ file, tensor, problem }: FileProblem): string {
  return tensor === undefined ? `${file}: ${problem}` : `${file}: tensor ${JSON.stringify(tensor)}: ${problem}`;
}
