import type { Host } from '@archnest/backend/contract';
import { useState } from 'react';
import { PageHeader } from '../components/PageHeader.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { useMe } from '../features/account/queries.ts';
import AddFirstMachine from '../features/hosts/AddFirstMachine.tsx';
import { AddressesBanner } from '../features/hosts/AddressesBanner.tsx';
import { ConnectionBanner } from '../features/hosts/ConnectionBanner.tsx';
import { HostCards } from '../features/hosts/HostCards.tsx';
import { HostDetail } from '../features/hosts/HostDetail.tsx';
import { HostsTable } from '../features/hosts/HostsTable.tsx';
import { HostsToolbar } from '../features/hosts/HostsToolbar.tsx';
import { chooseHosts } from '../features/hosts/hostsView.ts';
import { LiveIndicator } from '../features/hosts/LiveIndicator.tsx';
import { NoHostMatch } from '../features/hosts/NoHostMatch.tsx';
import { useConnectionTests } from '../features/hosts/useConnectionTests.ts';
import { useHostActions } from '../features/hosts/useHostActions.tsx';
import { useAllHosts, useHostRows } from '../features/hosts/useHostRows.ts';
import { useHostsView, useTypedHostSearch } from '../features/hosts/useHostsView.ts';
import { useLive } from '../hooks/useLive.ts';
import { useTitle } from '../hooks/useTitle.ts';
import { useViewport } from '../hooks/useViewport.ts';
import { plural } from '../lib/format.ts';
import { hostsPath } from '../paths.ts';
import classes from './Hosts.module.css';

const none: readonly Host[] = [];

export default function Hosts() {
  useTitle('Hosts');
  const admin = useMe().data?.role === 'admin';
  const hosts = useAllHosts(useLive().hosts, admin);
  const phone = useViewport() === 0;
  const [adding, setAdding] = useState(false);
  return (
    <div className={classes.page}>
      <PageHeader title="Hosts" sum={!phone && hosts?.length ? sumOf(hosts) : undefined}>
        <LiveIndicator brief={phone} />
      </PageHeader>
      <ConnectionBanner />
      {hosts?.length === 0 || adding ? (
        <AddFirstMachine admin={admin} adding={adding} onAdding={setAdding} />
      ) : (
        <Listed hosts={hosts} admin={admin} phone={phone} />
      )}
    </div>
  );
}

function sumOf(hosts: readonly Host[]): string {
  const containers = hosts.reduce((sum, host) => sum + (host.containerCount ?? 0), 0);
  return `${plural(hosts.length, 'host')}, ${plural(containers, 'container')}`;
}

interface Props {
  /** `null` until the server has named them. */
  hosts: readonly Host[] | null;
  admin: boolean;
  phone: boolean;
}

/** The list, and beside it the host that is open. */
function Listed({ hosts, admin, phone }: Props) {
  const [view, update] = useHostsView();
  const [search, setSearch] = useTypedHostSearch(view.search, update);
  const { rows, engines, sshHosts, queries } = useHostRows(hosts ?? none, admin);
  const { shown, counts } = chooseHosts(rows, { ...view, search });
  const { tests, test } = useConnectionTests();
  const open = hosts?.find((host) => host.key === view.host);
  const show = (host: string | null) => update({ host, checksKey: false });
  const checked = admin && view.checksKey && open?.source === 'ssh' ? open : null;
  const { actions: every, dialog } = useHostActions({
    engines,
    sshHosts,
    checked,
    onCheck: (key) =>
      update(key === null ? { checksKey: false } : { host: key, checksKey: true }, {
        replace: key === null,
      }),
    test: (host) => {
      test(host);
      show(host.key);
    },
    onAdded: ({ key }) => show(key),
    onGone: ({ key }) => key === view.host && show(null),
  });
  const actions = admin ? every : null;
  const pathOf = ({ key }: Host) => hostsPath({ ...view, search, host: key, checksKey: false });
  const clear = () => {
    setSearch('');
    update({ search: '', statuses: [] });
  };
  return (
    <div className={classes.panel} data-detail={open !== undefined || undefined}>
      <div className={classes.list}>
        <HostsToolbar
          search={search}
          onSearch={setSearch}
          counts={counts}
          chosen={view.statuses}
          onChoose={(statuses) => update({ statuses })}
          phone={phone}
          onAdd={actions?.add}
        />
        {admin && <AddressesBanner queries={queries} />}
        {hosts !== null && shown.length === 0 && (
          <NoHostMatch view={{ ...view, search }} hidden={rows.length} onClear={clear} />
        )}
        {phone && hosts === null && <Skeleton what="the hosts" rows={5} />}
        {phone && shown.length > 0 && <HostCards rows={shown} pathOf={pathOf} />}
        {!phone && (hosts === null || shown.length > 0) && (
          <HostsTable
            rows={shown}
            open={view.host}
            pathOf={pathOf}
            onOpen={({ key }) => show(key)}
            actions={actions}
          >
            {hosts === null && <Skeleton what="the hosts" rows={5} />}
          </HostsTable>
        )}
      </div>
      {open && (
        <HostDetail
          key={open.key}
          host={open}
          engine={engines.get(open.key)}
          sshHosts={sshHosts}
          actions={actions}
          test={tests.get(open.key)}
          onClose={() => show(null)}
        />
      )}
      {dialog}
    </div>
  );
}
