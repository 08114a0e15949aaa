const loopback = /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/i;

/** Whether other machines cannot open this origin: to them it means themselves. */
export const isLoopback = (origin: string) => loopback.test(new URL(origin).hostname);
