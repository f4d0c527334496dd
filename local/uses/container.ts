/** An image as declared, and the digest that was pulled or pinned. */
export interface ContainerUse {
  image?: string;
  imageDigest?: string;
}
