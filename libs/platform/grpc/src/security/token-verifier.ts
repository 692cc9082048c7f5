import { OpticalError } from '@optical/errors';
import type { Logger } from '../logger.ts';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTPayload, JWTVerifyGetKey } from 'jose';
import { nameSetting } from '../settings/name-setting.ts';
import type { GrpcServerSettings } from '../settings/server-settings.ts';
import type { Identity } from './identity.ts';
import { ReloadedFiles } from './reloaded-files.ts';

type TokenSettings = Pick<GrpcServerSettings, 'token' | 'reloadIntervalMs'>;

/** Public keys verify these only: a token must not pass a public key off as an HMAC secret. */
const publicKeyAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const secretAlgorithms = ['HS256', 'HS384', 'HS512'];

/** RFC 7518, section 3.2: an HMAC key is at least as long as the hash. */
const shortestSecretBytes = 32;

/** Verified tokens kept, so that a caller's next call costs a look-up instead of a signature check. */
const cacheSize = 1024;

const named = (name: string): string => nameSetting('grpc', 'token', name);

interface Keys {
  readonly find: JWTVerifyGetKey;
  readonly algorithms: string[];
}

interface Verified {
  readonly identity: Identity;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Checks signature, issuer, audience and expiry of bearer tokens against keys that may be replaced at any time. */
export class TokenVerifier {
  readonly #settings: TokenSettings['token'];
  readonly #keys: ReloadedFiles<Keys>;
  readonly #verified = new Map<string, Verified>();

  /** @throws OpticalError `failed-precondition` when the settings or the key file are unusable. */
  constructor(settings: TokenSettings, logger: Logger) {
    const { jwksFile, secretFile, issuer, audience } = settings.token;
    if ((jwksFile === undefined) === (secretFile === undefined))
      throw new OpticalError(
        'failed-precondition',
        `tokens need exactly one of ${named('jwksFile')} and ${named('secretFile')}`,
      );
    if (issuer === undefined || audience === undefined)
      throw new OpticalError(
        'failed-precondition',
        `tokens need an issuer and an audience to be checked against: set ${named('issuer')} and ${named('audience')}`,
      );
    this.#settings = settings.token;
    this.#keys = new ReloadedFiles({
      subject: 'token keys',
      files: [jwksFile ?? secretFile!],
      intervalMs: settings.reloadIntervalMs,
      logger,
      parse: ([content]) => (jwksFile === undefined ? secretKeys(content!) : publicKeys(content!)),
    });
    this.#keys.onChange(() => {
      this.#verified.clear();
    });
  }

  /** @throws OpticalError `unauthenticated`, which says what is wrong with the token but never repeats it. */
  verify(token: string): Identity | Promise<Identity> {
    const known = this.#verified.get(token);
    if (known !== undefined && Date.now() < known.expiresAt) return known.identity;
    return this.#verifySignature(token);
  }

  close(): void {
    this.#keys.close();
  }

  async #verifySignature(token: string): Promise<Identity> {
    const { issuer, audience, leewayMs } = this.#settings;
    const keys = this.#keys.current;
    let payload;
    try {
      ({ payload } = await jwtVerify(token, keys.find, {
        issuer: issuer!,
        audience: audience!,
        algorithms: keys.algorithms,
        clockTolerance: leewayMs / 1000,
        requiredClaims: ['exp', 'sub'],
      }));
    } catch (cause) {
      const why = cause instanceof errors.JOSEError ? cause.message : 'it cannot be read';
      throw new OpticalError('unauthenticated', `the token is not valid: ${why}`, {}, { cause });
    }
    const identity = toIdentity(payload);
    // A key set that was replaced meanwhile has cleared the cache for good reason.
    if (keys === this.#keys.current) this.#remember(token, { identity, expiresAt: payload.exp! * 1000 + leewayMs });
    return identity;
  }

  #remember(token: string, verified: Verified): void {
    this.#verified.delete(token);
    if (this.#verified.size >= cacheSize) this.#verified.delete(this.#verified.keys().next().value!);
    this.#verified.set(token, verified);
  }
}

function toIdentity(payload: JWTPayload): Identity {
  const scope = typeof payload.scope === 'string' ? payload.scope : '';
  return { subject: payload.sub!, scopes: new Set(scope.split(' ').filter(Boolean)), claims: payload };
}

function publicKeys(content: Buffer): Keys {
  const keySet = JSON.parse(content.toString('utf8')) as JSONWebKeySet;
  return { find: createLocalJWKSet(keySet), algorithms: publicKeyAlgorithms };
}

function secretKeys(content: Buffer): Keys {
  const secret = Buffer.from(content.toString('utf8').trim());
  if (secret.byteLength < shortestSecretBytes)
    throw new Error(`the secret is ${secret.byteLength} bytes, the least is ${shortestSecretBytes}`);
  return { find: () => secret, algorithms: secretAlgorithms };
}
