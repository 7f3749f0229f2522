"""What is different between two snapshots, and what that means for whoever uses the code."""
