import { EnvHttpProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';

/** What the variables http_proxy, https_proxy and no_proxy say, as values. */
export interface ProxySettings {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

/**
 * A dispatcher with the usual meaning of these three settings: https falls back to the http proxy, `noProxy` lists
 * hosts that are reached directly. The process environment plays no part. The caller closes it.
 */
export function proxyDispatcher({ httpProxy = '', httpsProxy = '', noProxy = '' }: ProxySettings): Dispatcher {
  return new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy });
}
