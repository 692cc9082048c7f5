import { runService } from '@optical/service';
import { evaluator } from './service.ts';

await runService(evaluator);
