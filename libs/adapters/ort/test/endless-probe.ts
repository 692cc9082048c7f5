/** Stands in for a provider that never comes back. */
setInterval(() => undefined, 1000);
