import { NoMatch } from '../../components/NoMatch.tsx';
import type { HostsView } from '../../paths.ts';
import { statusWords } from './hostsView.ts';

interface Props {
  view: HostsView;
  hidden: number;
  onClear: () => void;
}

export function NoHostMatch({ view, hidden, onClear }: Props) {
  const words = view.statuses.map((status) => statusWords[status]).join(' or ');
  const filter = [view.search.trim(), words].filter(Boolean).join(', ');
  return <NoMatch what="host" filter={filter} hidden={hidden} onClear={onClear} />;
}
