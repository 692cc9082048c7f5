import { runService } from '@optical/service';
import { teacher } from './service.ts';

await runService(teacher);
