import { startWorker } from './worker.ts';

/** Runs `module` in a worker thread and answers the one message that it posts. @throws what the worker throws */
export async function runTask<Result>(module: URL, data: unknown): Promise<Result> {
  const worker = startWorker(module, data);
  try {
    return await new Promise<Result>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) =>
        reject(new Error(`${module.pathname} ended with code ${code} and no answer`)),
      );
    });
  } finally {
    await worker.terminate();
  }
}
