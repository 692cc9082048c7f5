/** The worker's entry, with an uncaught exception as soon as anybody says so. */
const channel = new BroadcastChannel('optical-crash');
channel.onmessage = (): void => {
  throw new Error('told to crash');
};
// The channel alone must not keep the thread alive.
(channel as unknown as { unref(): void }).unref();
await import('../src/worker/main.ts');
