import { runService } from '@optical/service';
import { retriever } from './service.ts';

await runService(retriever);
