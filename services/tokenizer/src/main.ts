import { runService } from '@optical/service';
import { tokenizer } from './service.ts';

await runService(tokenizer);
