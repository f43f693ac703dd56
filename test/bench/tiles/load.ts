import { Agent, get } from 'node:http';
import autocannon from 'autocannon';
import { quantile } from '../search/table.ts';

export interface Answered {
  status: number;
  ms: number;
  bytes: number; // of the body as it was sent
  etag: string;
}

/** One after another over a few connections, as a browser asks. */
export async function inOrder(base: string, paths: readonly string[], headers: Record<string, string>, connections = 6): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answers: Answered[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    for (let at = next++; at < paths.length; at = next++) answers[at] = await one(new URL(paths[at]!, base), agent, headers);
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return answers;
} // prettier-ignore

const one = (url: URL, agent: Agent, headers: Record<string, string>): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    get(url, { agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode!, ms: performance.now() - started, bytes, etag: response.headers.etag ?? '' })); // prettier-ignore
    }).once('error', reject);
  });

export interface Loaded {
  rate: number; // requests/s
  p50: number; // ms
  p95: number;
  p99: number;
  mbPerSecond: number;
  failed: number; // errors, and answers other than 2xx and 304
}

/** As fast as it goes over 50 connections, bounded in time. Every connection goes through all requests, from its own start. */
export async function asFastAsItGoes(base: string, requests: { path: string; headers: Record<string, string> }[], seconds: number, connections = 50): Promise<Loaded> {
  const times: number[] = [];
  let failed = 0;
  let turn = 0;
  const options: autocannon.Options = {
    url: base,
    connections,
    duration: seconds,
    setupClient: (client) => {
      const start = (turn++ * 37) % requests.length;
      client.setRequests([...requests.slice(start), ...requests.slice(0, start)].map(({ path, headers }) => ({ method: 'GET', path, headers })));
    },
  };
  const { duration, errors, throughput } = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (error: Error | null, result) => (error === null ? resolve(result) : reject(error)));
    instance.on('response', (_client, status, _bytes, ms) => {
      times.push(ms);
      if (status !== 304 && (status < 200 || status >= 300)) failed += 1;
    });
  });
  return { rate: times.length / duration, p50: quantile(times, 0.5), p95: quantile(times, 0.95), p99: quantile(times, 0.99), mbPerSecond: throughput.average / 1e6, failed: failed + errors };
} // prettier-ignore
