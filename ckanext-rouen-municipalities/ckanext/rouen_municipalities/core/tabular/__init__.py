"""From the bytes of an officer's file to typed columns, or to the reasons why not."""
