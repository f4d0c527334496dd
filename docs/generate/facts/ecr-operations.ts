/**
 * Why ecr-steward does not call an operation of ECR; the page finds in the code which it calls. A test compares the names
 * with the SDK.
 */
export const notCalled: Readonly<Record<string, string>> = {
  // Images.
  StartImageScan: 'not needed: ECR scans on push, or continuously; a scan by hand is one call',
  ListImages:
    'not needed: DescribeImages lists the same images with what rules ask for, as many per call',
  ListImageReferrers:
    'not needed: DescribeImages has the subject and the type of each referrer, without a call per image',
  // Layers.
  BatchCheckLayerAvailability: 'not needed: ecr-steward pushes no layers',
  InitiateLayerUpload: 'not needed: ecr-steward pushes no layers',
  UploadLayerPart: 'not needed: ecr-steward pushes no layers',
  CompleteLayerUpload: 'not needed: ecr-steward pushes no layers',
  GetDownloadUrlForLayer: 'not needed: ecr-steward reads manifests, and no layers',
};
