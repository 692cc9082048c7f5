import { runService } from '@optical/service';
import { indexer } from './service.ts';

await runService(indexer);
