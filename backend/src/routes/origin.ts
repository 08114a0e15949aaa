import type { FastifyRequest } from 'fastify';
import { validationFailed } from '../errors.ts';

/** Nothing that a shell or a URL would read as more than itself. */
const plainOrigin =
  /^https?:\/\/(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$/;

/**
 * Where machines reach this server: what the admin has set, or else the address to which this request was sent.
 * @throws AppError validation_failed where that is no plain origin
 */
export function originFor(request: FastifyRequest, publicUrl: string | undefined): string {
  const origin = publicUrl ?? `${request.protocol}://${request.host}`;
  if (!plainOrigin.test(origin))
    throw validationFailed([
      {
        path: '',
        message:
          'The address of this server cannot be told: set ARCHNEST_PUBLIC_URL to an origin such as https://nest.home.arpa.',
      },
    ]);
  return origin;
}

/** One word for a shell, whatever is in it. */
export const shellWord = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
