/** Everything that the first-machine page writes, as pure functions of what is known. */

export interface AgentCommand {
  origin: string;
  hostId: string;
  /** `null`: the server knows one already and the machine asks for it. */
  token: string | null;
}

/** 32 random bytes as base64url: nothing in it needs quoting in a shell or an environment file. */
export function makeToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

export const tokenLine = (token: string) => `ARCHNEST_AGENT_TOKEN=${token}`;

export const downloadCommand = (origin: string, scriptPath: string) =>
  `curl -fsSLO ${origin}${scriptPath}`;

/** One command with what follows it: pasted as lines of their own, `read` would swallow the next one. */
const askForToken =
  "read -rsp 'Agent token: ' ARCHNEST_AGENT_TOKEN && \\\nexport ARCHNEST_AGENT_TOKEN && \\\n";

/** Reads the token without showing it, or carries it along when it was only just made. */
export function runCommand({ origin, hostId, token }: AgentCommand, options = ''): string {
  const variables = `ARCHNEST_URL=${origin} \\\nARCHNEST_HOST_ID=${hostId} \\\n`;
  const script = `bash archnest-docker-agent.sh${options}`;
  if (token !== null) return `${variables}${tokenLine(token)} \\\n${script}`;
  return `${askForToken}${variables}${script}`;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/i;

/** Whether other machines cannot open this origin: to them it means themselves. */
export const isLoopback = (origin: string) => loopback.test(new URL(origin).hostname);
