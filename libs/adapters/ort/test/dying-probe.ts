/** Stands in for a provider that takes its process down. */
process.stderr.write('the driver is broken\n');
process.abort();
