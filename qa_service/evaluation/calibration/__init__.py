"""From gold questions to the weights and the threshold on which the service answers or abstains."""
