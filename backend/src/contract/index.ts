/** The wire: requests, responses, frames and error codes. The only place where a shape is written down. */
export * from './about.ts';
export * from './accounts.ts';
export * from './agentTokens.ts';
export * from './agents.ts';
export * from './apiTokens.ts';
export * from './audit.ts';
export * from './container.ts';
export * from './control.ts';
export * from './engine.ts';
export * from './errors.ts';
export * from './health.ts';
export * from './hosts.ts';
export * from './live.ts';
export * from './primitives.ts';
export * from './ssh.ts';
export * from './totp.ts';
export * from './users.ts';
