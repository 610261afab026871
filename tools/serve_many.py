"""The former name of tools.serve, which services of earlier versions start."""

from tools.serve import main

if __name__ == "__main__":
    main()
