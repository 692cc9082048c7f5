import { runService } from '@optical/service';
import { distiller } from './service.ts';

await runService(distiller);
