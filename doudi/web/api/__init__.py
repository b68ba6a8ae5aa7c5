"""接口: what other systems call; nobody is signed in, each file comes in its sender's signed envelope."""
