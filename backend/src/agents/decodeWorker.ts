import { parentPort } from 'node:worker_threads';
import type { ErrorCode } from '../contract/index.ts';
import type { ReportBody } from '../db/agentHosts.ts';
import { AppError } from '../errors.ts';
import { decodeReport, type DecodedReport } from './decode.ts';

export type DecodeResult =
  { report: DecodedReport } | { failure: { code: ErrorCode; message: string; details: unknown } };

parentPort?.on('message', (request: ReportBody) => {
  parentPort?.postMessage(decode(request));
});

function decode(request: ReportBody): DecodeResult {
  try {
    return { report: decodeReport(request) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, details } = error;
    return { failure: { code, message, details } };
  }
}
