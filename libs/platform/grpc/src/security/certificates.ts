import { createSecureContext } from 'node:tls';
import type { experimental } from '@grpc/grpc-js';
import type { Logger } from '../logger.ts';
import { ReloadedFiles } from './reloaded-files.ts';

export interface CertificateFiles {
  /** PEM chain, leaf first. */
  readonly certificateFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** PEM certificates of the authorities that the other side's certificate must come from. */
  readonly caFile?: string | undefined;
}

interface Certificates {
  readonly identity: experimental.IdentityCertificateUpdate | undefined;
  readonly ca: experimental.CaCertificateUpdate | undefined;
}

/**
 * Certificates that are replaced while the process runs: new handshakes see the new ones, connections that are up stay.
 * grpc-js has a provider of its own, but that one drops all new connections while a file is missing or while
 * certificate and key do not match, as in the middle of every replacement.
 */
export class ReloadedCertificates implements experimental.CertificateProvider {
  readonly #files: ReloadedFiles<Certificates>;
  readonly #listeners = new Map<unknown, (certificates: Certificates) => void>();

  /** @throws OpticalError `failed-precondition` when a file is missing or key and certificate do not match. */
  constructor(files: CertificateFiles, intervalMs: number, logger: Logger) {
    const { certificateFile, keyFile, caFile } = files;
    const named = { certificateFile, keyFile, caFile };
    const present = Object.entries(named).filter(([, file]) => file !== undefined);
    this.#files = new ReloadedFiles({
      subject: 'TLS certificates',
      files: present.map(([, file]) => file!),
      intervalMs,
      logger,
      parse: (contents) => parse(new Map(present.map(([name], index) => [name, contents[index]!]))),
    });
  }

  close(): void {
    this.#files.close();
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#listen(listener, ({ identity }) => {
      listener(identity ?? null);
    });
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#forget(listener);
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#listen(listener, ({ ca }) => {
      listener(ca ?? null);
    });
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#forget(listener);
  }

  #listen(key: unknown, notify: (certificates: Certificates) => void): void {
    this.#listeners.set(key, notify);
    this.#files.onChange(notify);
    // grpc-js registers what the update leads to after it has registered the listener.
    queueMicrotask(() => {
      if (this.#listeners.has(key)) notify(this.#files.current);
    });
  }

  #forget(key: unknown): void {
    const notify = this.#listeners.get(key);
    if (notify !== undefined) this.#files.offChange(notify);
    this.#listeners.delete(key);
  }
}

/** Throws, as OpenSSL puts it, unless every file is PEM and the key is the certificate's. */
function parse(contents: ReadonlyMap<string, Buffer>): Certificates {
  const certificate = contents.get('certificateFile');
  const privateKey = contents.get('keyFile');
  const caCertificate = contents.get('caFile');
  createSecureContext({ cert: certificate, key: privateKey, ca: caCertificate });
  return {
    identity: certificate && privateKey && { certificate, privateKey },
    ca: caCertificate && { caCertificate },
  };
}
