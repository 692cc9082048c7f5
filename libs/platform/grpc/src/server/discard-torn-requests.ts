import { ServerInterceptingCall } from '@grpc/grpc-js';
import type { ServerInterceptor } from '@grpc/grpc-js';

/**
 * A Node client that cancels a call ends its stream (an empty DATA frame with END_STREAM) and resets it right behind, so
 * the torn half of an upload looks complete for a moment: between 0.2 and 1.3 ms on a busy loopback.
 */
const resetFollowsWithinMs = 5;

/**
 * Keeps a handler from taking the torn half of a request stream for the whole: the end of a request stream is held back
 * until a reset that follows it would have arrived, and is dropped if one has. Over a network that loses packets this
 * can fail, so requests whose parts are useless alone also state how many there are.
 */
export const discardTornRequests: ServerInterceptor = ({ requestStream }, call) => {
  if (!requestStream && call instanceof ServerInterceptingCall) return call;
  return new ServerInterceptingCall(call, {
    start: (next) => {
      next({
        // `setImmediate`: sockets have been read since the timer was due. grpc-js drops what comes after a cancellation.
        onReceiveHalfClose: (passOn) => {
          setTimeout(() => setImmediate(passOn), resetFollowsWithinMs);
        },
      });
    },
  });
};
