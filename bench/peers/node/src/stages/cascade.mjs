import { MicrobatchCascade } from './microbatch.mjs';
import { PlainCascade } from './plain.mjs';
import { StageRunner } from './stage-runner.mjs';

/** Opens and warms the cascade in the variant asked for. */
export async function createCascade(model, options) {
  const runner = await StageRunner.open(model, options.threads);
  const cascade =
    options.variant === 'microbatch'
      ? new MicrobatchCascade(runner, options.batch, options.wait)
      : new PlainCascade(runner);
  await cascade.warmUp();
  return cascade;
}
