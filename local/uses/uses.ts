/** What runs images, as ECS and Lambda list it. */
export interface Uses {
  services?: readonly ServiceUse[];
  /** Running tasks, of a service or standalone. */
  tasks?: readonly TaskUse[];
  functions?: readonly FunctionUse[];
}

export interface ServiceUse {
  cluster: string;
  name: string;
  /** Of the containers in its task definition. */
  images: readonly string[];
}

export interface TaskUse {
  cluster: string;
  /** Family of its task definition. */
  family: string;
  /** Of its containers: the image as declared, and the digest that was pulled. */
  containers: readonly { image: string; imageDigest?: string }[];
}

export interface FunctionUse {
  name: string;
  /** Absent for a function that is a ZIP file. */
  imageUri?: string;
  /** The same image, with the digest that Lambda has resolved it to. */
  resolvedImageUri?: string;
}
