import { auditPage, auditVerification } from '@archnest/backend/contract';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { request } from '../../api.ts';
import { api, type AuditAddress } from '../../apiPaths.ts';

/** Newest first, a page at a time. */
export const useAudit = (query: AuditAddress) =>
  useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam }) =>
      request(
        'GET',
        api.audit(pageParam === null ? query : { ...query, cursor: pageParam }),
        auditPage,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
    staleTime: 0,
    gcTime: 0,
  });

/** Whether every entry is as it was written, and none is missing. */
export const useVerifyAudit = () =>
  useMutation({ mutationFn: () => request('GET', api.auditVerify, auditVerification) });
