"""Made pictures, and what a careful person would say of them."""
