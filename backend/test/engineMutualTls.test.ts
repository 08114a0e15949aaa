import { makeCertificates } from './bench/certificates.ts';
import { engineConformance } from './conformance/engine.ts';

engineConformance('the Engine by TLS, each side showing its certificate', async () => {
  const { ca, server, client } = await makeCertificates();
  const kind = { ...server, ca, requestCert: true, rejectUnauthorized: true };
  return { kind, tls: { ca, ...client } };
});
