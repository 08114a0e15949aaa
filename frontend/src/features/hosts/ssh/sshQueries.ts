import {
  sshHost,
  sshImport,
  sshProbe,
  sshServer,
  sshTest,
  type SshHost,
  type SshHostBody,
  type SshHostPatch,
  type SshProbeBody,
} from '@archnest/backend/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from '../../../api.ts';
import { api } from '../../../apiPaths.ts';

const keys = {
  hosts: ['ssh-hosts'],
  server: ['ssh-server'],
  probe: ['ssh-probe'],
} as const;

/** How the SSH hosts are reached; never their secrets. Only admins may ask, here and below. */
export const useSshHosts = (enabled: boolean) =>
  useQuery({
    queryKey: keys.hosts,
    queryFn: () => request('GET', api.sshHosts, z.array(sshHost)),
    enabled,
  });

/** Whether the server has an SSH agent. */
export const useSshServer = () =>
  useQuery({ queryKey: keys.server, queryFn: () => request('GET', api.sshServer, sshServer) });

/** What is asked for its host keys: a saved host, or a place that is not saved yet. */
export type ProbeOf = { id: string } | { body: SshProbeBody };

/** The host keys on the way to a machine, as they are shown now; `null` asks for nothing. */
export const useSshProbe = (of: ProbeOf | null) =>
  useQuery({
    queryKey: [...keys.probe, of],
    queryFn: () =>
      of && 'body' in of
        ? request('POST', api.sshAsk('probe'), sshProbe, of.body)
        : request('POST', api.sshAsk('probe', of?.id), sshProbe, {}),
    enabled: of !== null,
    // Who answers may change at any time: never shown again from memory.
    gcTime: 0,
    retry: false,
    refetchOnReconnect: false,
  });

/** The client would keep what a request carried for five minutes, and secrets are in it. */
const forgetful = { gcTime: 0 };

function useSshChanged() {
  const client = useQueryClient();
  return (change: (hosts: SshHost[]) => SshHost[]) => {
    client.setQueryData<SshHost[]>(keys.hosts, (hosts) => hosts && change(hosts));
    void client.invalidateQueries({ queryKey: keys.hosts });
  };
}

const withHost = (saved: SshHost) => (hosts: SshHost[]) => [
  ...hosts.filter((host) => host.id !== saved.id),
  saved,
];

interface Save {
  /** Of the host to change; a new one has none. */
  id?: string | undefined;
  body: SshHostBody | SshHostPatch;
}

/** Adds a host or changes one; the rest comes over the live socket. */
export function useSaveSshHost() {
  const changed = useSshChanged();
  return useMutation({
    ...forgetful,
    mutationFn: ({ id, body }: Save) =>
      id === undefined
        ? request('POST', api.sshHosts, sshHost, body)
        : request('PATCH', api.sshHost(id), sshHost, body),
    onSuccess: (saved) => changed(withHost(saved)),
  });
}

export function useRemoveSshHost() {
  const changed = useSshChanged();
  return useMutation({
    mutationFn: (id: string) => request('DELETE', api.sshHost(id), z.unknown()),
    onSuccess: (_answer, id) => changed((hosts) => hosts.filter((host) => host.id !== id)),
  });
}

/** Confirms the host key that a saved host showed: from then on it is the only one that is taken. */
export function usePinSshHost() {
  const changed = useSshChanged();
  return useMutation({
    mutationFn: ({ id, fingerprint }: { id: string; fingerprint: string }) =>
      request('PUT', api.sshPin(id), sshHost, { fingerprint }),
    onSuccess: (saved) => changed(withHost(saved)),
  });
}

/** A failure to connect is an answer; an error is a question that could not be asked. */
export function useTestSsh() {
  const client = useQueryClient();
  return useMutation({
    ...forgetful,
    mutationFn: ({ id, body }: Save) => request('POST', api.sshAsk('test', id), sshTest, body),
    // The way that was found, or why it is not the other, belongs to the host.
    onSuccess: (_answer, { id }) =>
      void (id !== undefined && client.invalidateQueries({ queryKey: keys.hosts })),
  });
}

/** What an ssh_config would add. Nothing is saved. */
export const useReadSshConfig = () =>
  useMutation({
    ...forgetful,
    mutationFn: (text: string) => request('POST', api.sshImport, sshImport, { text }),
  });
