import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The way to a service, which a test can cut. */
export interface Cable {
  url: string; // of the service, through the cable; ends with /
  /** Nobody listens any more, as when the server's process has ended. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /**
   * Requests whose head holds this text reach the service and are carried out; their answers never arrive. All of them, until `null`: a
   * browser sends a request again by itself when a connection that it has used before breaks.
   */
  loseAnswersOf(text: string | null): void;
  /** How many answers have been lost. */
  lost(): number;
  close(): Promise<void>;
}

/** @param service its address: the cable carries bytes and knows nothing of HTTP */
export async function layCable(service: string): Promise<Cable> {
  const target = Number(new URL(service).port);
  const sockets = new Set<Socket>();
  let losing: string | null = null;
  let lost = 0;
  let port = 0;
  let server: Server | null = null;

  const join = (client: Socket): void => {
    const upstream = connect(target, '127.0.0.1');
    let isLost = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    client.on('data', (chunk: Buffer) => {
      if (losing !== null && chunk.includes(losing)) isLost = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (!isLost) client.write(chunk);
      else if (!client.destroyed) {
        lost += 1; // the service answers after it has committed
        end();
      }
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
  };
  const mend = async (): Promise<void> => {
    server = createServer(join);
    await new Promise<void>((resolve) => {
      server!.listen(port, '127.0.0.1', resolve);
    });
    ({ port } = server.address() as AddressInfo);
  };
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => {
      server!.close(resolve);
    });
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await mend();
  return {
    url: `http://127.0.0.1:${port}/`,
    cut,
    mend,
    loseAnswersOf: (text) => {
      losing = text;
    },
    lost: () => lost,
    close: cut,
  };
}
