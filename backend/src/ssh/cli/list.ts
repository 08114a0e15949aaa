import { isContainerId } from './arguments.ts';
import { textsIn } from './readings.ts';

/** A container of the list, in the Engine's words. Its labels are one text there, with no way to tell them apart. */
export interface Listed {
  Id: string;
  Names: string[];
  Image: string;
  State: string;
}

/** What `docker ps` printed. */
export function readList(stdout: string): Listed[] {
  return stdout.split('\n').flatMap((line) => {
    const [id, names = '', image = '', state = ''] = textsIn(line);
    if (!isContainerId(id)) return [];
    // `web,other/alias`: with a slash are the names that links have given.
    const own = names.split(',').filter((name) => name !== '' && !name.includes('/'));
    const Names = own.map((name) => `/${name}`);
    return [{ Id: id, Names, Image: image, State: toState(state) }];
  });
}

/** Podman says `Up 3 minutes ago` and `Exited (0) 2 hours ago` there. */
function toState(text: string): string {
  const [word = ''] = text.toLowerCase().split(' ');
  return word === 'up' ? 'running' : word;
}
