import type { ContainerStats } from '@archnest/backend/contract';

/** One measurement of a container. `at` is the server's clock; without `stats` it was not running then. */
export interface Sample {
  readonly at: number;
  readonly stats: ContainerStats | null;
}

const kept = 5 * 60_000;
/** A sample is some 200 bytes: five hundred containers that are measured each second take 30 MB. */
const most = 300;
const none: readonly Sample[] = [];

interface Track {
  samples: Sample[];
  /** What readers hold: the same list until the next sample. */
  shown: readonly Sample[] | null;
}

/** The last minutes of every container's samples, so that a chart opens with a past. */
export class SampleHistory {
  private readonly tracks = new Map<string, Track>();

  /** @param key `<host key>/<container id>` */
  add(key: string, sample: Sample) {
    const track = this.tracks.get(key) ?? { samples: [], shown: null };
    this.tracks.set(key, track);
    const last = track.samples.at(-1);
    // After a reconnect the server may repeat what it said last.
    if (last && sample.at <= last.at) return;
    track.samples.push(sample);
    const old = track.samples.findIndex(({ at }) => at >= sample.at - kept);
    const excess = Math.max(old, track.samples.length - most);
    if (excess > 0) track.samples.splice(0, excess);
    track.shown = null;
  }

  /** Oldest first. The same list as before while nothing was added. */
  of(key: string): readonly Sample[] {
    const track = this.tracks.get(key);
    if (!track) return none;
    return (track.shown ??= track.samples.slice());
  }

  forget(key: string) {
    this.tracks.delete(key);
  }

  /** Forgets the containers of hosts that are gone. */
  keepHosts(isThere: (host: string) => boolean) {
    for (const key of this.tracks.keys()) {
      if (!isThere(key.slice(0, key.indexOf('/')))) this.tracks.delete(key);
    }
  }

  clear() {
    this.tracks.clear();
  }
}
