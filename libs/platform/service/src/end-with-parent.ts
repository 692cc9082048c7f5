/**
 * When the process was started with an IPC channel, as `optical up` does, the end of the channel means that the parent
 * is gone, even by kill -9: the process then ends as if by SIGTERM, unless `ending` says that it ends already: a second signal
 * would cut off its calls.
 */
export function endWithParent(ending: AbortSignal): void {
  if (process.channel === undefined) return;
  process.once('disconnect', () => {
    if (!ending.aborted) process.kill(process.pid, 'SIGTERM');
  });
  // The channel must not keep a process alive that has nothing else to do.
  process.channel.unref();
}
