import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

const ANOTHER_SITE =
  'This request came from another site. Behind a proxy, set ARCHNEST_PUBLIC_URL to the address in the browser.';
const UNKNOWN_NAME =
  'This server does not know that it has the name in the browser’s address: set ARCHNEST_PUBLIC_URL to that address, or open the page by IP address.';

/**
 * Names that nobody can register, and so nobody outside can point at a machine in here: reserved ones, and those that
 * home routers give out.
 */
const LOCAL_NAMES = /(^|\.)(localhost|localdomain|local|lan|home|internal|home\.arpa)$/;

/**
 * Why a page must not act, in a sentence; `undefined` when it is this server's own. It is where its host and port are
 * those that the request was sent to (`X-Forwarded-Host` counts from a trusted proxy only). The scheme is not compared:
 * behind a proxy that ends TLS the page is https and the request is not.
 *
 * Another site may have its own name point here (DNS rebinding), and is then its own origin: so the name has to be one
 * that the admin has set, that a trusted proxy vouches for, or that is nobody's to give away.
 */
export function foreignOrigin(
  origin: string,
  request: FastifyRequest,
  publicUrl: string | undefined,
): string | undefined {
  if (origin === publicUrl) return undefined;
  const { host } = request;
  if (host === '' || (origin !== `http://${host}` && origin !== `https://${host}`))
    return ANOTHER_SITE;
  const name = nameOf(origin);
  if (name === undefined) return ANOTHER_SITE;
  const known = isLocalName(name) || name === nameOf(publicUrl) || isProxied(request);
  return known ? undefined : UNKNOWN_NAME;
}

/** Whether a name or an address can only mean a machine in here. As URLs have it: in small letters, IPv6 in brackets. */
export function isLocalName(name: string): boolean {
  const bare = name.replace(/\.$/, '');
  const address = isIP(bare.replace(/^\[(.*)\]$/, '$1')) !== 0;
  return address || !bare.includes('.') || LOCAL_NAMES.test(bare);
}

const nameOf = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;

/** It came through a proxy that is trusted: it is the proxy's to know its names. */
const isProxied = ({ ips, host, headers }: FastifyRequest) =>
  ips !== undefined && (ips.length > 1 || host !== headers.host);
