import {
  createdUser,
  managedUser,
  resetPassword,
  type NewUser,
  type UserPatch,
} from '@archnest/backend/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { request } from '../../api.ts';
import { api } from '../../apiPaths.ts';

const keys = { users: ['users'], me: ['me'] } as const;
/** The client would keep an answer for five minutes, and a temporary password is in it. */
const forgetful = { gcTime: 0 };

/** Only admins may ask, here and below. */
export const useUsers = () =>
  useQuery({
    queryKey: keys.users,
    queryFn: () => request('GET', api.users, z.array(managedUser)),
    staleTime: 0,
  });

function useChanged() {
  const client = useQueryClient();
  // One may have changed oneself.
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.users }),
      client.invalidateQueries({ queryKey: keys.me }),
    ]);
}

export function useAddUser() {
  const changed = useChanged();
  return useMutation({
    ...forgetful,
    mutationFn: (body: NewUser) => request('POST', api.users, createdUser, body),
    onSuccess: () => void changed(),
  });
}

export function usePatchUser() {
  const changed = useChanged();
  return useMutation({
    mutationFn: ({ id, patch }: { id: number; patch: UserPatch }) =>
      request('PATCH', api.user(id), managedUser, patch),
    onSuccess: changed,
  });
}

/** Answers with a temporary password. */
export function useResetPassword() {
  const changed = useChanged();
  return useMutation({
    ...forgetful,
    mutationFn: (id: number) => request('POST', api.userPassword(id), resetPassword),
    onSuccess: () => void changed(),
  });
}

export function useDeleteUser() {
  const changed = useChanged();
  return useMutation({
    mutationFn: (id: number) => request('DELETE', api.user(id), z.unknown()),
    onSuccess: changed,
  });
}
