// Starts a TypeScript module in a worker thread: Node 20 needs the loader registered inside the worker.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.module);
