int causeway_dummy;
