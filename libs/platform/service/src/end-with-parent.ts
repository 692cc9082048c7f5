/**
 * When the process was started with an IPC channel, as `optical up` does, the end of the channel means that the parent
 * is gone, even by kill -9: the process then ends as if by SIGTERM.
 */
export function endWithParent(): void {
  if (process.channel === undefined) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The channel must not keep a process alive that has nothing else to do.
  process.channel.unref();
}
