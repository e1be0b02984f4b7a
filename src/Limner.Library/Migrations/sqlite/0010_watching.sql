-- Until now nothing looked at this and nobody could choose it; folders are watched unless somebody says otherwise.
UPDATE folders SET watch = 1;
