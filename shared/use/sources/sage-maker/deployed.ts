import type { DeployedImage } from '@aws-sdk/client-sagemaker';

/** Both of what was asked for and what SageMaker has resolved it to: it pulls the digest when it adds instances. */
export function urisOf(images: readonly DeployedImage[]): string[] {
  const all = images.flatMap(({ SpecifiedImage, ResolvedImage }) => [
    SpecifiedImage,
    ResolvedImage,
  ]);
  return [...new Set(all.flatMap((uri) => uri ?? []))];
}
